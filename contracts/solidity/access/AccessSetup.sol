// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICS20Transfer} from "../apps/ics20/ICS20Transfer.sol";
import {IICS02ClientMsgs} from "../interfaces/IICS02ClientMsgs.sol";
import {IICS20Transfer} from "../interfaces/IICS20Transfer.sol";
import {IPausable} from "../interfaces/IPausable.sol";
import {IRateLimit} from "../interfaces/IRateLimit.sol";
import {ICS26Router} from "../router/ICS26Router.sol";
import {DelayedAccessManager} from "./DelayedAccessManager.sol";
import {Roles} from "./Roles.sol";

/// @notice Gives out the roles of a new deployment, in one transaction and once: relaying is open to everyone, whoever can
/// change something waits a week, and nobody keeps a way round it.
/// @dev Deploy it, then router and transfer application with its `manager` as their authority, then call `finish`.
contract AccessSetup {
    /// @notice Who gets which role; the zero address leaves a role to nobody, until the administrator gives it out.
    struct Holders {
        address admin;
        address pauser;
        address unpauser;
        address rateLimiter;
        address idCustomizer;
        address erc20Customizer;
    }

    /// @notice A client whose id is chosen, of those that a deployment begins with.
    struct InitialClient {
        string clientId;
        IICS02ClientMsgs.CounterpartyInfo counterparty;
        address client;
    }

    DelayedAccessManager private immutable MANAGER;
    address private immutable DEPLOYER;

    /// @notice Only who deployed this finishes it.
    error AccessSetupUnauthorized(address caller);

    /// @notice Somebody must be able to administer, if only to renounce.
    error AccessSetupWithoutAdmin();

    constructor() {
        DEPLOYER = msg.sender;
        MANAGER = new DelayedAccessManager(address(this));
    }

    /// @notice Assigns functions to roles and roles to holders, binds the transfer application to its port, registers
    /// clients, and gives up the administration. A second call fails for want of it.
    function finish(
        ICS26Router router,
        ICS20Transfer transfer,
        Holders calldata holders,
        InitialClient[] calldata clients
    ) external {
        require(msg.sender == DEPLOYER, AccessSetupUnauthorized(msg.sender));
        require(holders.admin != address(0), AccessSetupWithoutAdmin());
        router.addIBCApp("transfer", address(transfer));
        for (uint256 i = 0; i < clients.length; ++i) {
            router.addClient(clients[i].clientId, clients[i].counterparty, clients[i].client);
        }
        MANAGER.setTargetFunctionRole(address(router), Roles.relaying(), Roles.PUBLIC);
        MANAGER.setTargetFunctionRole(address(router), Roles.customizingIds(), Roles.ID_CUSTOMIZER);
        assign(transfer, IPausable.pause.selector, Roles.PAUSER);
        assign(transfer, IPausable.unpause.selector, Roles.UNPAUSER);
        assign(transfer, IRateLimit.setRateLimit.selector, Roles.RATE_LIMITER);
        assign(transfer, IICS20Transfer.setCustomERC20.selector, Roles.ERC20_CUSTOMIZER);
        assign(transfer, IICS20Transfer.sendTransferWithSender.selector, Roles.DELEGATE_SENDER);
        grant(Roles.PAUSER, holders.pauser, 0);
        grant(Roles.UNPAUSER, holders.unpauser, 0);
        grant(Roles.RATE_LIMITER, holders.rateLimiter, 0);
        grant(Roles.ID_CUSTOMIZER, holders.idCustomizer, MANAGER.MIN_DELAY());
        grant(Roles.ERC20_CUSTOMIZER, holders.erc20Customizer, MANAGER.MIN_DELAY());
        grant(Roles.ADMIN, holders.admin, MANAGER.MIN_DELAY());
        MANAGER.renounceRole(Roles.ADMIN, address(this));
    }

    /// @notice The access manager of the deployment.
    function manager() external view returns (DelayedAccessManager) {
        return MANAGER;
    }

    function assign(ICS20Transfer transfer, bytes4 selector, uint64 role) private {
        MANAGER.setTargetFunctionRole(address(transfer), Roles.only(selector), role);
    }

    function grant(uint64 role, address holder, uint32 delay) private {
        if (holder != address(0)) MANAGER.grantRole(role, holder, delay);
    }
}
